/** The environment variables of a function. */

/** The Region of the function. @throws TypeError outside of Lambda without `AWS_REGION`. */
export function functionRegion(): string {
  return setting('AWS_REGION', 'run inside Lambda, or set it')
}

/** The name of the suite's table. @throws TypeError when the variable is missing. */
export function tableName(): string {
  return setting('TABLE_NAME', 'give the function the name of the suite table')
}

/** A variable of the function. @throws TypeError, with the advice, when it is missing or empty. */
export function setting(name: string, advice: string): string {
  const value = process.env[name]
  if (value) return value
  throw new TypeError(`${name} is not set: ${advice}`)
}

/** A variable that is `true` or `false`; false when it is missing or empty. @throws TypeError for any other value. */
export function switchOf(name: string): boolean {
  const value = process.env[name] ?? ''
  if (/^(true|false|)$/i.test(value)) return /t/i.test(value)
  throw new TypeError(`${name} is neither true nor false`)
}
