/** The client context of Lambda's Invoke that switches a trigger's effects off. Neither Cognito nor a person can send it. */
export const rehearsalContext = Buffer.from(JSON.stringify({ custom: { rehearsal: true } })).toString(
  'base64',
)
