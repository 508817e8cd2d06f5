/** Ids of app clients. One that no event can carry would never match. */
import { text } from './values.ts'

/** `CLIENT_ID_NOT_APPLICABLE` stands in events without an app client. */
const isClientId = (id: string): boolean => /^(?!CLIENT_ID_NOT_APPLICABLE$)[\w+]{1,128}$/.test(id)

export const appClientId = text('the id of an app client', isClientId)
export const appClientIdOrAny = text("the id of an app client, or '*'", (id) => id === '*' || isClientId(id))
