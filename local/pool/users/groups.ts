/** The groups of the pool and who is in them. */
import type { GroupClaims } from '@cognito-trigger-suite/triggers/testing/pre-token-response'
import { resourceNotFound } from '../errors.ts'
import { readNumber, readText, type TemplateProperties } from '../codes/template.ts'

export interface NewGroup {
  readonly name: string
  readonly description: string | undefined
  readonly roleArn: string | undefined
  /** The lower, the stronger; undefined comes last. */
  readonly precedence: number | undefined
  readonly createdAtMs: number
}

/** `ordinal` grows with every group ever made; the place a page ends. */
export type Group = NewGroup & { readonly ordinal: number }

/** A group of the template: `AWS::Cognito::UserPoolGroup`. */
export interface GroupOptions {
  readonly name: string
  readonly properties: TemplateProperties
}

export interface Groups {
  readonly add: (group: NewGroup) => Group
  readonly remove: (name: string) => void
  readonly get: (name: string) => Group | undefined
  readonly all: () => readonly Group[]
  readonly join: (name: string, sub: string) => void
  readonly leave: (name: string, sub: string) => void
  readonly isMember: (name: string, sub: string) => boolean
  /** By precedence, then by name. */
  readonly groupsOf: (sub: string) => readonly Group[]
}

/** All that is known of the groups. */
export interface GroupsMemory {
  readonly groups: Map<string, Group>
  /** Group → the `sub` of each member. */
  readonly members: Map<string, Set<string>>
  lastOrdinal: number
}

export function createGroups(memory: GroupsMemory): Groups {
  const { groups, members } = memory
  return {
    add: (group) => {
      const added = { ...group, ordinal: ++memory.lastOrdinal }
      groups.set(group.name, added)
      members.set(group.name, new Set())
      return added
    },
    remove: (name) => {
      groups.delete(name)
      members.delete(name)
    },
    get: (name) => groups.get(name),
    all: () => [...groups.values()],
    join: (name, sub) => void members.get(name)?.add(sub),
    leave: (name, sub) => void members.get(name)?.delete(sub),
    isMember: (name, sub) => members.get(name)?.has(sub) === true,
    groupsOf: (sub) =>
      [...groups.values()].filter((group) => members.get(group.name)?.has(sub)).sort(byPrecedence),
  }
}

/** @throws PoolError `ResourceNotFoundException`. */
export function demandGroup(groups: Groups, name: string): Group {
  const group = groups.get(name)
  if (group === undefined) throw resourceNotFound('Group not found.')
  return group
}

export function readGroup(options: GroupOptions, createdAtMs: number): NewGroup {
  return {
    name: options.name,
    description: readText(options.properties, 'Description'),
    roleArn: readText(options.properties, 'RoleArn'),
    precedence: readNumber(options.properties, 'Precedence'),
    createdAtMs,
  }
}

/**
 * The group claims of a user. The role of the strongest group is preferred; if groups of equal strength differ in
 * their role, none is.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-user-groups.html
 */
export function claimGroups(groups: readonly Group[]): GroupClaims {
  const roles = groups.flatMap((group) => (group.roleArn === undefined ? [] : [group.roleArn]))
  const strongest = groups.filter((group) => group.roleArn !== undefined && group.precedence !== undefined)
  const preferred = new Set(
    strongest.filter((group) => group.precedence === strongest[0]?.precedence).map((group) => group.roleArn),
  )
  const [preferredRole] = preferred
  return {
    groups: groups.map((group) => group.name),
    roles: [...new Set(roles)],
    preferredRole: preferred.size === 1 ? preferredRole : undefined,
  }
}

function byPrecedence(a: Group, b: Group): number {
  const difference = (a.precedence ?? Number.MAX_SAFE_INTEGER) - (b.precedence ?? Number.MAX_SAFE_INTEGER)
  return difference === 0 ? a.name.localeCompare(b.name) : difference
}
