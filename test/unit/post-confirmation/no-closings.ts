/** Results of an effect in JavaScript that are not an end of an effect. */
export const noClosings: readonly (readonly [string, unknown])[] = [
  ['nothing', undefined],
  ['null', null],
  ['true', true],
  ['a word', 'done'],
  ['a list', [{ state: 'done' }]],
  ['an empty object', {}],
  ['another case', { state: 'Done' }],
  ['another word', { state: 'succeeded' }],
  ['an open state', { state: 'pending' }],
  ['another name for the state', { status: 'done' }],
  ['an unknown part', { state: 'done', reslut: 'message-1' }],
  ['a done effect with a cause', { state: 'done', cause: 'MessageRejected' }],
  ['a result that is no text', { state: 'done', result: { id: 1 } }],
  ['a drop without its cause', { state: 'dropped' }],
  ['a cause that is no text', { state: 'failed', cause: new Error('x') }],
  ['a result of a failure', { state: 'failed', cause: 'x', result: 'y' }],
]
