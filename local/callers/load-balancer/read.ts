/** Reads the listeners of load balancers: rules in their order, and target groups with a Lambda function. */
import {
  type JsonObject,
  readField,
  readList,
  readObjects,
  readNumber,
  readObject,
  readOptionalString,
  readString,
} from '../../template/fields.ts'
import type { LocalResource, Resolver } from '../../template/resolver.ts'
import { functionOfUri } from '../called-function.ts'
import type { ReadCallers } from '../caller-models.ts'
import type { ActionModel, ConditionModel, LoadBalancerModel, RuleModel, TargetModel } from './model.ts'

export function readLoadBalancers(resolver: Resolver): ReadCallers {
  const of = (type: string): readonly LocalResource[] =>
    resolver.resourcesOf(`AWS::ElasticLoadBalancingV2::${type}`)
  const targets = new Map(of('TargetGroup').map((group) => [group.ref, readTarget(group)]))
  const withoutEffect: string[] = []
  const rulesOf = ({ resolved, logicalId, ref }: LocalResource): readonly RuleModel[] => {
    const own = of('ListenerRule')
      .filter((rule) => readField(rule.resolved, 'ListenerArn') === ref)
      .toSorted((one, other) => priority(one) - priority(other))
      .map((rule) => ({
        conditions: readObjects(rule.resolved, 'Conditions', rule.logicalId).map((each) =>
          readCondition(each, rule.logicalId),
        ),
        action: readAction(rule.resolved, 'Actions', rule.logicalId, targets),
      }))
    return [...own, { conditions: [], action: readAction(resolved, 'DefaultActions', logicalId, targets) }]
  }
  const loadBalancers = of('Listener').flatMap((listener): LoadBalancerModel[] => {
    const rules = rulesOf(listener)
    // Network load balancers have listeners too, and those in front of servers are no callers of functions.
    if (!rules.some(({ action }) => action.kind === 'lambda')) return []
    if (rules.some(({ action }) => action.kind === 'unknown'))
      withoutEffect.push(`${listener.logicalId}: an action that does not run here, so that nobody passes,`)
    const balancer = of('LoadBalancer').find(
      ({ ref }) => ref === readField(listener.resolved, 'LoadBalancerArn'),
    )
    const host = balancer?.attributes['DNSName'] ?? ''
    return [
      {
        listenerArn: listener.ref,
        name: balancer?.attributes['LoadBalancerName'] ?? listener.logicalId,
        endpoints: [`https://${host}`, `http://${host}`],
        rules,
      },
    ]
  })
  const called = loadBalancers.flatMap(({ rules }) =>
    rules.flatMap(({ action }) => (action.kind === 'lambda' ? [action.target.functionArn] : [])),
  )
  return {
    models: loadBalancers.length === 0 ? {} : { loadBalancers },
    called,
    withoutEffect,
  }
}

function priority({ resolved, logicalId }: LocalResource): number {
  return readNumber(resolved, 'Priority', 0, logicalId)
}

/** Undefined for one without a function. */
function readTarget({ resolved, logicalId, ref }: LocalResource): TargetModel | undefined {
  const [target] = readObjects(resolved, 'Targets', logicalId)
  const functionArn = target && functionOfUri(readOptionalString(target, 'Id', logicalId) ?? '')
  if (readOptionalString(resolved, 'TargetType', logicalId) !== 'lambda' || functionArn === undefined)
    return undefined
  const attribute = readObjects(resolved, 'TargetGroupAttributes', logicalId).find(
    (each) => readField(each, 'Key') === 'lambda.multi_value_headers.enabled',
  )
  return {
    targetGroupArn: ref,
    functionArn,
    hasMultiValueHeaders: attribute !== undefined && String(readField(attribute, 'Value')) === 'true',
  }
}

function readAction(
  properties: JsonObject,
  key: string,
  where: string,
  targets: ReadonlyMap<string, TargetModel | undefined>,
): ActionModel {
  const actions = readObjects(properties, key, where)
  const [action] = actions
  // What stands before the last one authenticates.
  if (action === undefined || actions.length > 1) return { kind: 'unknown' }
  const type = readField(action, 'Type')
  if (type === 'fixed-response') {
    const fixed = readObject(action, 'FixedResponseConfig', where)
    return {
      kind: 'fixed',
      status: Number(readString(fixed, 'StatusCode', where)),
      contentType: readOptionalString(fixed, 'ContentType', where) ?? 'text/plain',
      body: readOptionalString(fixed, 'MessageBody', where) ?? '',
    }
  }
  if (type === 'redirect') {
    const to = readObject(action, 'RedirectConfig', where)
    const part = (name: string, otherwise: string): string => readOptionalString(to, name, where) ?? otherwise
    return {
      kind: 'redirect',
      status: readField(to, 'StatusCode') === 'HTTP_301' ? 301 : 302,
      location: {
        protocol: part('Protocol', '#{protocol}'),
        host: part('Host', '#{host}'),
        port: part('Port', '#{port}'),
        path: part('Path', '/#{path}'),
        query: part('Query', '#{query}'),
      },
    }
  }
  const groups = readObjects(readObject(action, 'ForwardConfig', where), 'TargetGroups', where)
  const arn =
    readField(action, 'TargetGroupArn') ??
    (groups.length === 1 ? readField(groups[0] ?? {}, 'TargetGroupArn') : undefined)
  const target = type === 'forward' && typeof arn === 'string' ? targets.get(arn) : undefined
  return target === undefined ? { kind: 'unknown' } : { kind: 'lambda', target }
}

const fields = new Map([
  ['path-pattern', ['path', 'PathPatternConfig']],
  ['host-header', ['host', 'HostHeaderConfig']],
  ['http-request-method', ['method', 'HttpRequestMethodConfig']],
  ['http-header', ['header', 'HttpHeaderConfig']],
] as const)

/** A condition that is not known here never holds. */
function readCondition(condition: JsonObject, where: string): ConditionModel {
  const field = readField(condition, 'Field')
  if (field === 'query-string') {
    const values = readObjects(readObject(condition, 'QueryStringConfig', where), 'Values', where)
    const [first] = values
    const key = first && readOptionalString(first, 'Key', where)
    return {
      field: 'query',
      ...(key === undefined ? {} : { name: key }),
      patterns: values
        .filter((each) => readField(each, 'Key') === key)
        .map((each) => readString(each, 'Value', where)),
    }
  }
  const [name, config] = [...fields].find(([key]) => key === field)?.[1] ?? ['path', '']
  const own = readObject(condition, config, where)
  const header = readOptionalString(own, 'HttpHeaderName', where)
  const patterns = [
    ...readList(own, 'Values', where),
    ...(config === '' ? [] : readList(condition, 'Values', where)),
  ]
  return {
    field: name,
    ...(header === undefined ? {} : { name: header }),
    patterns: patterns.filter((each) => typeof each === 'string'),
  }
}
