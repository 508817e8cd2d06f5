/** What the caller of Lambda's Invoke sends along so that a trigger has no effects. Cognito cannot send it, nor can a person. */
export const rehearsalContext = Buffer.from(JSON.stringify({ custom: { rehearsal: true } })).toString(
  'base64',
)
