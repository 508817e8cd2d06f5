/** Checks of the suite's own ports. */
import { port } from './port.ts'

export const tableReader = port('a table to read, such as suiteTable', 'suite-table', ['read'])

export const tableWriter = port('a table to write, such as suiteTableWriter', 'suite-table', ['putIfAbsent'])

export const emailReservations = port('reservations, such as signUpRecords', 'suite-table', ['reserve'])

export const invitationRecords = port('records of invitations, such as signUpRecords', 'suite-table', [
  'remember',
  'contest',
])

export const userDirectory = port('a user directory, such as cognitoUserDirectory', 'user-directory', [
  'addUserToGroup',
])

export const linkingDirectory = port('a directory that links, such as linkingDirectory', 'user-directory', [
  'findUsersByEmail',
  'linkIdentity',
])
