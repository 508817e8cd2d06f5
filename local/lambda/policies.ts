/** The resource policies of functions, as far as callers change them while the service runs. */

/** One statement of a function's resource policy. */
export interface Permission {
  /** As granted: with the alias as its qualifier, or without one. */
  readonly functionArn: string
  readonly principal: string
  readonly action: string
  readonly sourceArn?: string
  readonly sourceAccount?: string
}

export interface Policies {
  readonly all: () => readonly Permission[]
  readonly statements: (functionArn: string) => ReadonlyMap<string, Permission>
  /** False when the function has a statement of this id. */
  readonly add: (id: string, permission: Permission) => boolean
  /** False when there is none. */
  readonly remove: (functionArn: string, id: string) => boolean
}

export function createPolicies(): Policies {
  const byFunction = new Map<string, Map<string, Permission>>()
  const statements = (functionArn: string): Map<string, Permission> =>
    byFunction.get(functionArn) ?? new Map()
  return {
    all: () => [...byFunction.values()].flatMap((each) => [...each.values()]),
    statements,
    add(id, permission) {
      const those = statements(permission.functionArn)
      if (those.has(id)) return false
      byFunction.set(permission.functionArn, those.set(id, permission))
      return true
    },
    remove: (functionArn, id) => statements(functionArn).delete(id),
  }
}
