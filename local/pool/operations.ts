/** Every operation the pool answers: the function, and who may call it. */
import type { Operation } from './operation.ts'
import { adminAddUserToGroup } from './operations/admin-add-user-to-group.ts'
import { adminConfirmSignUp } from './operations/admin-confirm-sign-up.ts'
import { adminCreateUser } from './operations/admin-create-user.ts'
import { adminDeleteUserAttributes } from './operations/admin-delete-user-attributes.ts'
import { adminDeleteUser } from './operations/admin-delete-user.ts'
import { adminDisableProviderForUser } from './operations/admin-disable-provider-for-user.ts'
import { adminDisableUser } from './operations/admin-disable-user.ts'
import { adminEnableUser } from './operations/admin-enable-user.ts'
import { adminGetUser } from './operations/admin-get-user.ts'
import { adminInitiateAuth } from './operations/admin-initiate-auth.ts'
import { adminLinkProviderForUser } from './operations/admin-link-provider-for-user.ts'
import { adminListGroupsForUser } from './operations/admin-list-groups-for-user.ts'
import { adminRemoveUserFromGroup } from './operations/admin-remove-user-from-group.ts'
import { adminResetUserPassword } from './operations/admin-reset-user-password.ts'
import { adminRespondToAuthChallenge } from './operations/admin-respond-to-auth-challenge.ts'
import { adminSetUserPassword } from './operations/admin-set-user-password.ts'
import { adminUpdateUserAttributes } from './operations/admin-update-user-attributes.ts'
import { adminUserGlobalSignOut } from './operations/admin-user-global-sign-out.ts'
import { changePassword } from './operations/change-password.ts'
import { confirmForgotPassword } from './operations/confirm-forgot-password.ts'
import { confirmSignUp } from './operations/confirm-sign-up.ts'
import { createGroup } from './operations/create-group.ts'
import { deleteGroup } from './operations/delete-group.ts'
import { deleteUserAttributes } from './operations/delete-user-attributes.ts'
import { deleteUser } from './operations/delete-user.ts'
import { describeUserPoolClient } from './operations/describe-user-pool-client.ts'
import { describeUserPool } from './operations/describe-user-pool.ts'
import { forgotPassword } from './operations/forgot-password.ts'
import { getGroup } from './operations/get-group.ts'
import { getTokensFromRefreshToken } from './operations/get-tokens-from-refresh-token.ts'
import { getUserAttributeVerificationCode } from './operations/get-user-attribute-verification-code.ts'
import { getUser } from './operations/get-user.ts'
import { globalSignOut } from './operations/global-sign-out.ts'
import { initiateAuth } from './operations/initiate-auth.ts'
import { listGroups } from './operations/list-groups.ts'
import { listUserPoolClients } from './operations/list-user-pool-clients.ts'
import { listUserPools } from './operations/list-user-pools.ts'
import { listUsersInGroup } from './operations/list-users-in-group.ts'
import { listUsers } from './operations/list-users.ts'
import { resendConfirmationCode } from './operations/resend-confirmation-code.ts'
import { respondToAuthChallenge } from './operations/respond-to-auth-challenge.ts'
import { revokeToken } from './operations/revoke-token.ts'
import { signUp } from './operations/sign-up.ts'
import { updateUserAttributes } from './operations/update-user-attributes.ts'
import { verifyUserAttribute } from './operations/verify-user-attribute.ts'

export const operations: ReadonlyMap<string, Operation> = new Map<string, Operation>([
  ['AdminAddUserToGroup', adminAddUserToGroup],
  ['AdminConfirmSignUp', adminConfirmSignUp],
  ['AdminCreateUser', { run: adminCreateUser, auth: 'signature' }],
  ['AdminDeleteUser', adminDeleteUser],
  ['AdminDeleteUserAttributes', adminDeleteUserAttributes],
  ['AdminDisableProviderForUser', adminDisableProviderForUser],
  ['AdminDisableUser', adminDisableUser],
  ['AdminEnableUser', adminEnableUser],
  ['AdminGetUser', adminGetUser],
  ['AdminInitiateAuth', adminInitiateAuth],
  ['AdminLinkProviderForUser', adminLinkProviderForUser],
  ['AdminListGroupsForUser', adminListGroupsForUser],
  ['AdminRemoveUserFromGroup', adminRemoveUserFromGroup],
  ['AdminResetUserPassword', { run: adminResetUserPassword, auth: 'signature' }],
  ['AdminRespondToAuthChallenge', adminRespondToAuthChallenge],
  ['AdminSetUserPassword', adminSetUserPassword],
  ['AdminUpdateUserAttributes', { run: adminUpdateUserAttributes, auth: 'signature' }],
  ['AdminUserGlobalSignOut', adminUserGlobalSignOut],
  ['ChangePassword', changePassword],
  ['ConfirmForgotPassword', { run: confirmForgotPassword, auth: 'none' }],
  ['ConfirmSignUp', { run: confirmSignUp, auth: 'none' }],
  ['CreateGroup', createGroup],
  ['DeleteGroup', deleteGroup],
  ['DeleteUser', deleteUser],
  ['DeleteUserAttributes', deleteUserAttributes],
  ['DescribeUserPoolClient', describeUserPoolClient],
  ['DescribeUserPool', describeUserPool],
  ['ForgotPassword', { run: forgotPassword, auth: 'none' }],
  ['GetGroup', getGroup],
  ['GetTokensFromRefreshToken', getTokensFromRefreshToken],
  ['GetUser', getUser],
  ['GetUserAttributeVerificationCode', { run: getUserAttributeVerificationCode, auth: 'none' }],
  ['GlobalSignOut', globalSignOut],
  ['InitiateAuth', { run: initiateAuth, auth: 'none' }],
  ['ListGroups', listGroups],
  ['ListUserPoolClients', listUserPoolClients],
  ['ListUserPools', { run: listUserPools, auth: 'signature' }],
  ['ListUsersInGroup', listUsersInGroup],
  ['ListUsers', listUsers],
  ['ResendConfirmationCode', { run: resendConfirmationCode, auth: 'none' }],
  ['RespondToAuthChallenge', { run: respondToAuthChallenge, auth: 'none' }],
  ['RevokeToken', revokeToken],
  ['SignUp', { run: signUp, auth: 'none' }],
  ['UpdateUserAttributes', { run: updateUserAttributes, auth: 'none' }],
  ['VerifyUserAttribute', verifyUserAttribute],
])
