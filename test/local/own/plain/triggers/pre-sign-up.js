exports.handler = async (event) => {
  const { email = '' } = event.request.userAttributes
  if (email.endsWith('@blocked.example')) throw new Error('no sign-up with this address')
  return event
}
