/** Whether a text is a phone number as Cognito takes it. */

/** A plus, and up to fifteen digits without a leading zero (E.164).
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html */
export function isPhoneNumber(value: string | undefined): boolean {
  return value !== undefined && /^\+[1-9]\d{1,14}$/.test(value)
}
