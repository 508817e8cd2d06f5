/** Answers with the claims of whom the guard let in, or fails as its argument says. */
export const handler = async (event) => {
  if (event.arguments.id === 'throw') throw new TypeError('no such article')
  return { id: event.arguments.id, claims: JSON.stringify(event), draft: 'draft' }
}
