/** The one function of asl-validator that is used here; the package ships no types. */
declare module 'asl-validator' {
  const validate: (definition: object) => {
    readonly isValid: boolean
    readonly errorsText: (separator: string) => string
  }
  export default validate
}
