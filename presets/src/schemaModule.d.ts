declare module '@tonewright/presets/schema.json' {
  const schema: object;
  export default schema;
}
