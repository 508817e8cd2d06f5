/** What a person reads of a stack that runs. A program that starts it waits for `ready`. */
import type { LocalStack } from './stack.ts'

/** @param more further lines */
export function describeStack(
  { details, notSimulated, missing }: LocalStack,
  detailsFile: string,
  more: { readonly [place in 'pool' | 'services' | 'notes']?: readonly string[] },
): string {
  return [
    '',
    `  console    ${details.consoleUrl}/#token=${details.consoleToken}`,
    `  cognito    ${details.cognitoEndpoint}   user pool ${details.userPoolId}`,
    ...(more.pool ?? []),
    `  lambda     ${details.lambdaEndpoint}   ${Object.keys(details.functions).join(', ')}`,
    ...(more.services ?? []),
    ...details.callers.map(({ caller, name, address }) => `  ${caller.padEnd(10)} ${address}   ${name}`),
    ...notSimulated.map((setting) => `  note       ${setting} has no effect here`),
    ...[...missing, ...(more.notes ?? [])].map((why) => `  note       ${why}`),
    `  details    ${detailsFile}`,
    '',
    'ready\n',
  ].join('\n')
}
