/** Whether an attribute says true, in any letter case: pools keep what an administrator or a provider sent, such as `True`.
 * @see https://github.com/aws-amplify/amplify-js/pull/8206 */
export function isTrue(attribute: string | undefined): boolean {
  return attribute?.toLowerCase() === 'true'
}
