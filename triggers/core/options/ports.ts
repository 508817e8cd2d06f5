/** Checks of the suite's own ports. */
import { port } from './port.ts'

export const tableReader = port('a table to read, such as suiteTable', 'table', ['read'])

export const tableWriter = port('a table to write, such as suiteTableWriter', 'table', ['putIfAbsent'])

export const emailReservations = port('reservations, such as signUpRecords', 'table', ['reserve'])

export const invitationRecords = port('records of invitations, such as signUpRecords', 'table', [
  'remember',
  'contest',
])

export const userDirectory = port('a user directory, such as cognitoUserDirectory', 'user-pool', [
  'addUserToGroup',
])

export const linkingDirectory = port('a directory that links, such as linkingDirectory', 'user-pool', [
  'findUsersByEmail',
  'linkIdentity',
])
