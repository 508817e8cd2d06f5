/** Answers with the event that it got. */
export const handler = async (event) => ({
  statusCode: 200,
  isBase64Encoded: false,
  body: JSON.stringify(event),
  ...(event.multiValueHeaders === undefined || event.version === '1.0'
    ? { headers: { 'content-type': 'application/json' } }
    : { multiValueHeaders: { 'content-type': ['application/json'] } }),
})
