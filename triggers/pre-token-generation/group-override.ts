/** Edits of groups and roles. Cognito replaces the user's groups by the override, and an empty override removes all of
 * them. Therefore an edit always starts from a copy.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-token-generation.html */

/** Groups and roles as the tokens carry them. */
export interface GroupOverride {
  readonly groups: readonly string[]
  /** ARNs of IAM roles that an identity pool may give the user. */
  readonly roles: readonly string[]
  readonly preferredRole: string | undefined
}

/** What changes. Removing comes before adding. */
export interface GroupEdit {
  readonly addGroups?: readonly string[]
  readonly removeGroups?: readonly string[]
  readonly addRoles?: readonly string[]
  readonly removeRoles?: readonly string[]
  /** One of the user's roles after the edit. Any other preferred role is dropped. */
  readonly preferredRole?: string
}

const edits: Readonly<Record<keyof GroupEdit, true>> = {
  addGroups: true,
  removeGroups: true,
  addRoles: true,
  removeRoles: true,
  preferredRole: true,
}

/** The groups after an edit. The preferred role goes with its role. A name that Cognito would refuse is not added.
 * @throws TypeError for an edit of an unknown name, which is a defect and denies */
export function editGroups(current: GroupOverride, edit: GroupEdit): GroupOverride {
  for (const name of Object.keys(edit)) {
    if (!Object.hasOwn(edits, name))
      throw new TypeError(`editGroups: ${name} is no edit. It takes ${Object.keys(edits).join(', ')}`)
  }
  const groups = change(current.groups, edit.removeGroups, edit.addGroups?.filter(isGroupName))
  const roles = change(current.roles, edit.removeRoles, edit.addRoles?.filter(isRoleArn))
  const wanted = edit.preferredRole ?? current.preferredRole
  // Cognito may send a preferred role that is not in the list.
  const isLeft = wanted === current.preferredRole && !edit.removeRoles?.includes(wanted ?? '')
  const preferredRole = isLeft || roles.includes(wanted ?? '') ? wanted : undefined
  return { groups, roles, preferredRole }
}

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateGroup.html */
function isGroupName(name: string): boolean {
  return /^[\p{L}\p{M}\p{S}\p{N}\p{P}]{1,128}$/u.test(name)
}

export function isRoleArn(arn: string): boolean {
  return /^arn:aws[\w-]*:iam::\d{12}:role\/[\w+=,.@/-]{1,576}$/.test(arn)
}

function change(
  names: readonly string[],
  removed: readonly string[] = [],
  added: readonly string[] = [],
): readonly string[] {
  return [...new Set([...names.filter((name) => !removed.includes(name)), ...added])]
}
