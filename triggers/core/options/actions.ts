/** IAM actions of a step. The list may be empty. */
import { list } from './collections.ts'
import { text } from './values.ts'

export const actions = list(
  text('an action of IAM such as dynamodb:GetItem', (action) => /^[a-z0-9-]+:[A-Z][A-Za-z]+$/.test(action)),
  0,
)
