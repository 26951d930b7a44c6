declare module '@tonewright/presets/parameters.json' {
  const parameters: object[];
  export default parameters;
}
