/** What the policies of a template grant to each role, as lines that a reviewer reads. */
import type { Template } from 'aws-cdk-lib/assertions'

export interface Statement {
  readonly Effect: string
  readonly Action: string | readonly string[]
  readonly Resource: unknown
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>
}

/** By role: `action resource`, with the conditions. A managed or inline policy is shown as it is written. */
export function readGrants(template: Template): Readonly<Record<string, readonly string[]>> {
  const statements = readStatements(template)
  return Object.fromEntries(
    Object.entries(template.findResources('AWS::IAM::Role')).map(([id, { Properties }]) => {
      const role = withoutHash(id)
      const others: readonly unknown[] = [
        ...(Properties['ManagedPolicyArns'] ?? []),
        ...(Properties['Policies'] ?? []),
      ]
      const lines = (statements.get(role) ?? []).flatMap(describeStatement)
      return [role, [...others.map((policy) => `policy ${JSON.stringify(policy)}`), ...lines].sort()]
    }),
  )
}

/** The statements of each role's own policies. */
export function readStatements(template: Template): ReadonlyMap<string, readonly Statement[]> {
  const found = new Map<string, readonly Statement[]>()
  for (const type of ['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy']) {
    for (const { Properties } of Object.values(template.findResources(type))) {
      for (const role of Properties['Roles'].map(({ Ref }: { readonly Ref: string }) => withoutHash(Ref)))
        found.set(role, [...(found.get(role) ?? []), ...Properties['PolicyDocument']['Statement']])
    }
  }
  return found
}

function describeStatement({ Effect, Action, Resource, Condition = {} }: Statement): readonly string[] {
  const resources = [Resource].flat().map(describeResource)
  const conditions = Object.entries(Condition).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, values]) => ` if ${key} ${operator} ${[values].flat().join(', ')}`),
  )
  return [Action]
    .flat()
    .flatMap((action) =>
      resources.map(
        (resource) => `${Effect === 'Allow' ? '' : `${Effect} `}${action} ${resource}${conditions.join('')}`,
      ),
    )
}

export function describeResource(resource: unknown): string {
  const text = JSON.stringify(resource, (_, value: unknown) =>
    isIntrinsic(value) ? describeIntrinsic(value) : value,
  )
  return resource === '*' ? text : text.replaceAll('"', '')
}

function isIntrinsic(value: unknown): value is Readonly<Record<string, unknown>> {
  return (
    typeof value === 'object' &&
    value !== null &&
    ['Fn::GetAtt', 'Ref', 'Fn::Join'].includes(Object.keys(value)[0] ?? '')
  )
}

function describeIntrinsic(value: Readonly<Record<string, unknown>>): string {
  const { Ref: reference, 'Fn::GetAtt': attribute, 'Fn::Join': join } = value
  if (typeof reference === 'string')
    return reference.startsWith('AWS::') ? (pseudo.get(reference) ?? reference) : withoutHash(reference)
  if (Array.isArray(attribute)) return `${withoutHash(String(attribute[0]))}.${String(attribute[1])}`
  const parts: readonly unknown[] = Array.isArray(join) && Array.isArray(join[1]) ? join[1] : []
  return parts.map((part) => (isIntrinsic(part) ? describeIntrinsic(part) : String(part))).join('')
}

const pseudo = new Map([
  ['AWS::Partition', 'partition'],
  ['AWS::Region', 'region'],
  ['AWS::AccountId', 'account'],
])

export function withoutHash(logicalId: string): string {
  return logicalId.replace(/[0-9A-F]{8}([0-9a-f]{32})?$/, '')
}
