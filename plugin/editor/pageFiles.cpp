#include <TonewrightPage.h>

#include "plugin/editor/face.hpp"

namespace tonewright::plugin {

namespace {

std::string_view typeOf(std::string_view name) {
  constexpr std::pair<std::string_view, std::string_view> types[] = {{".html", "text/html; charset=utf-8"},
                                                                     {".css", "text/css; charset=utf-8"},
                                                                     {".js", "text/javascript; charset=utf-8"},
                                                                     {".svg", "image/svg+xml"},
                                                                     {".wasm", "application/wasm"},
                                                                     {".woff2", "font/woff2"},
                                                                     {".wav", "audio/wav"}};
  for (const auto& [ending, type] : types) {
    if (name.ends_with(ending)) return type;
  }
  return "application/octet-stream";
}

}  // namespace

bridge::Page pageFiles() {
  bridge::Page page;
  for (int i = 0; i < TonewrightPage::namedResourceListSize; ++i) {
    int bytes = 0;
    const char* data = TonewrightPage::getNamedResource(TonewrightPage::namedResourceList[i], bytes);
    const std::string_view name =
        TonewrightPage::getNamedResourceOriginalFilename(TonewrightPage::namedResourceList[i]);
    page.push_back({name, typeOf(name), {data, static_cast<std::size_t>(bytes)}});
  }
  return page;
}

}  // namespace tonewright::plugin
