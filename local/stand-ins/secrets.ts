/** Secrets Manager and Parameter Store on this machine: each function reads what the template lets it read. */
import { Hono } from 'hono'
import { isObject, own } from '@cognito-trigger-suite/triggers/internal/core/json'
import type { Served } from '../listen.ts'
import { serve } from '../serve.ts'
import { localAccountId } from '../template/local-ids.ts'

export interface StoredSecret {
  /** In the form of a policy: a `?` stands for any one character. */
  readonly arn: string
  readonly value: string
}

/** Starts both stores at one endpoint. Of the secrets at that time, the first whose ARN matches is returned. */
export function startSecrets(secrets: () => readonly StoredSecret[], region: string): Promise<Served> {
  const app = new Hono()
  const arnOf = (service: string, resource: string): string =>
    `arn:aws:${service}:${region}:${localAccountId}:${resource}`
  const find = (arn: string): StoredSecret | undefined => secrets().find((secret) => fits(secret.arn, arn))

  app.post('/', async (context) => {
    const input: unknown = await context.req.json()
    const field = (name: string): string => String(isObject(input) ? own(input, name) : '')
    const target = context.req.header('x-amz-target')
    if (target === 'secretsmanager.GetSecretValue') {
      const id = field('SecretId')
      const arn = id.startsWith('arn:') ? id : arnOf('secretsmanager', `secret:${id}-Local1`)
      const found = find(arn)
      return found === undefined
        ? context.json({ __type: 'ResourceNotFoundException', Message: 'There is no such secret.' }, 400)
        : context.json({ ARN: arn, SecretString: found.value, VersionStages: ['AWSCURRENT'] })
    }
    if (target === 'AmazonSSM.GetParameter') {
      const name = field('Name')
      const arn = name.startsWith('arn:') ? name : arnOf('ssm', `parameter/${name.replace(/^\//, '')}`)
      const found = find(arn)
      const parameter = { Name: name, ARN: arn, Type: 'SecureString', Value: found?.value, Version: 1 }
      return found === undefined
        ? context.json({ __type: 'ParameterNotFound' }, 400)
        : context.json({ Parameter: parameter })
    }
    return context.json({ __type: 'UnknownOperationException' }, 400)
  })
  return serve(app)
}

function fits(pattern: string, arn: string): boolean {
  const characters = Array.from(pattern)
  return pattern.length === arn.length && characters.every((char, at) => char === '?' || char === arn[at])
}
