/** Whether an attribute says true, in any letter case. Pools keep the spelling of an administrator or a provider, such
 * as `True`.
 * @see https://github.com/aws-amplify/amplify-js/pull/8206 */
export function isTrue(attribute: string | undefined): boolean {
  return attribute?.toLowerCase() === 'true'
}
