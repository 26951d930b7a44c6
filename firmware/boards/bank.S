@ The presets, as `tonewright firmware` wrote them.
  .syntax unified
  .section .rodata.bank, "a", %progbits
  .global kBank, kBankEnd
  .balign 64
kBank:
  .incbin FIRMWARE_BANK
kBankEnd:
