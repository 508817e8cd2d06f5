/** Every operation the pool answers: the function, and who may call it. */
import type { Context } from './context.ts'
import { adminAddUserToGroup } from './operations/admin-add-user-to-group.ts'
import { adminConfirmSignUp } from './operations/admin-confirm-sign-up.ts'
import { adminDeleteUser } from './operations/admin-delete-user.ts'
import { adminDisableUser } from './operations/admin-disable-user.ts'
import { adminEnableUser } from './operations/admin-enable-user.ts'
import { adminGetUser } from './operations/admin-get-user.ts'
import { adminInitiateAuth } from './operations/admin-initiate-auth.ts'
import { adminListGroupsForUser } from './operations/admin-list-groups-for-user.ts'
import { adminRemoveUserFromGroup } from './operations/admin-remove-user-from-group.ts'
import { adminSetUserPassword } from './operations/admin-set-user-password.ts'
import { adminUpdateUserAttributes } from './operations/admin-update-user-attributes.ts'
import { adminUserGlobalSignOut } from './operations/admin-user-global-sign-out.ts'
import { confirmForgotPassword } from './operations/confirm-forgot-password.ts'
import { confirmSignUp } from './operations/confirm-sign-up.ts'
import { createGroup } from './operations/create-group.ts'
import { deleteGroup } from './operations/delete-group.ts'
import { describeUserPoolClient } from './operations/describe-user-pool-client.ts'
import { describeUserPool } from './operations/describe-user-pool.ts'
import { forgotPassword } from './operations/forgot-password.ts'
import { getGroup } from './operations/get-group.ts'
import { getTokensFromRefreshToken } from './operations/get-tokens-from-refresh-token.ts'
import { getUser } from './operations/get-user.ts'
import { globalSignOut } from './operations/global-sign-out.ts'
import { initiateAuth } from './operations/initiate-auth.ts'
import { listGroups } from './operations/list-groups.ts'
import { listUserPoolClients } from './operations/list-user-pool-clients.ts'
import { listUserPools } from './operations/list-user-pools.ts'
import { listUsersInGroup } from './operations/list-users-in-group.ts'
import { listUsers } from './operations/list-users.ts'
import { resendConfirmationCode } from './operations/resend-confirmation-code.ts'
import { revokeToken } from './operations/revoke-token.ts'
import { signUp } from './operations/sign-up.ts'
import { updateUserAttributes } from './operations/update-user-attributes.ts'

export type Operation = {
  readonly run: (context: Context, input: unknown) => object | Promise<object>
  /** `signature`: a request signed with AWS credentials. `none`: anyone, or whoever has the token in the input. */
  readonly auth: 'signature' | 'none'
}

export const operations: ReadonlyMap<string, Operation> = new Map<string, Operation>([
  ['AdminAddUserToGroup', { run: adminAddUserToGroup, auth: 'signature' }],
  ['AdminConfirmSignUp', { run: adminConfirmSignUp, auth: 'signature' }],
  ['AdminDeleteUser', { run: adminDeleteUser, auth: 'signature' }],
  ['AdminDisableUser', { run: adminDisableUser, auth: 'signature' }],
  ['AdminEnableUser', { run: adminEnableUser, auth: 'signature' }],
  ['AdminGetUser', { run: adminGetUser, auth: 'signature' }],
  ['AdminInitiateAuth', { run: adminInitiateAuth, auth: 'signature' }],
  ['AdminListGroupsForUser', { run: adminListGroupsForUser, auth: 'signature' }],
  ['AdminRemoveUserFromGroup', { run: adminRemoveUserFromGroup, auth: 'signature' }],
  ['AdminSetUserPassword', { run: adminSetUserPassword, auth: 'signature' }],
  ['AdminUpdateUserAttributes', { run: adminUpdateUserAttributes, auth: 'signature' }],
  ['AdminUserGlobalSignOut', { run: adminUserGlobalSignOut, auth: 'signature' }],
  ['ConfirmForgotPassword', { run: confirmForgotPassword, auth: 'none' }],
  ['ConfirmSignUp', { run: confirmSignUp, auth: 'none' }],
  ['CreateGroup', { run: createGroup, auth: 'signature' }],
  ['DeleteGroup', { run: deleteGroup, auth: 'signature' }],
  ['DescribeUserPoolClient', { run: describeUserPoolClient, auth: 'signature' }],
  ['DescribeUserPool', { run: describeUserPool, auth: 'signature' }],
  ['ForgotPassword', { run: forgotPassword, auth: 'none' }],
  ['GetGroup', { run: getGroup, auth: 'signature' }],
  ['GetTokensFromRefreshToken', { run: getTokensFromRefreshToken, auth: 'none' }],
  ['GetUser', { run: getUser, auth: 'none' }],
  ['GlobalSignOut', { run: globalSignOut, auth: 'none' }],
  ['InitiateAuth', { run: initiateAuth, auth: 'none' }],
  ['ListGroups', { run: listGroups, auth: 'signature' }],
  ['ListUserPoolClients', { run: listUserPoolClients, auth: 'signature' }],
  ['ListUserPools', { run: listUserPools, auth: 'signature' }],
  ['ListUsersInGroup', { run: listUsersInGroup, auth: 'signature' }],
  ['ListUsers', { run: listUsers, auth: 'signature' }],
  ['ResendConfirmationCode', { run: resendConfirmationCode, auth: 'none' }],
  ['RevokeToken', { run: revokeToken, auth: 'none' }],
  ['SignUp', { run: signUp, auth: 'none' }],
  ['UpdateUserAttributes', { run: updateUserAttributes, auth: 'none' }],
])
