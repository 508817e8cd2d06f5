/** Once per test run: gives all tests a temporary folder, in which nothing may be left at the end. */
import { makeRun } from './run-directory.ts'

export async function setup(): Promise<() => Promise<void>> {
  return (await makeRun()).end
}
