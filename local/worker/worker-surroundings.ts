/** What functions reach besides table and user pool: mail, event bus, webhook receiver, human check, secrets. */
import type { Clock } from '@cognito-trigger-suite/triggers/core/deadline'
import { type LocalEventBus, startEventBus } from '../stand-ins/event-bus.ts'
import type { FaultProxy } from '../faults.ts'
import { makeHumanCheckSecret, startHumanCheck } from '../stand-ins/human-check.ts'
import { startMail } from '../stand-ins/mail.ts'
import type { Mailbox } from '../stand-ins/mailbox.ts'
import type { StackModel } from '../template/stack-model.ts'
import { startSecrets, type StoredSecret } from '../stand-ins/secrets.ts'
import { type LocalWebhook, makeWebhookSecret, startWebhook } from '../stand-ins/webhook.ts'

export interface Surroundings {
  readonly eventBus: LocalEventBus
  readonly webhook: LocalWebhook
  readonly proxies: readonly (readonly [string, FaultProxy])[]
  readonly environment: Readonly<Record<string, string>>
  /** Has the secrets of this model from now on. */
  readonly adopt: (model: SecretModel) => void
}

type SecretModel = Pick<StackModel, 'secretArns' | 'writtenSecrets' | 'grantedSecrets'>

/** `keep` receives each service, so that the caller can end them. */
export async function startSurroundings(options: {
  readonly model: StackModel
  readonly mailbox: Mailbox
  readonly startProxy: (name: string, target: string) => Promise<FaultProxy>
  readonly keep: <Service extends { close(): Promise<void> }>(service: Service) => Service
  readonly clock: Clock
}): Promise<Surroundings> {
  const { model, mailbox, startProxy, keep } = options
  const clock = (): number => options.clock.epochMs()
  const webhookSecret = makeWebhookSecret()
  const humanCheckSecret = makeHumanCheckSecret()
  const mail = keep(await startMail(mailbox, clock))
  const eventBus = keep(await startEventBus(model.eventBus?.name ?? 'default', clock))
  const webhook = keep(await startWebhook(webhookSecret, clock))
  const humanCheck = keep(await startHumanCheck(humanCheckSecret, clock))
  const listSecrets = (secrets: SecretModel): readonly StoredSecret[] => {
    const { secretArns, writtenSecrets = [], grantedSecrets } = secrets
    return [
      ...writtenSecrets,
      ...secretArns.map((arn) => ({ arn, value: webhookSecret })),
      ...grantedSecrets.map((arn) => ({ arn, value: humanCheckSecret })),
    ]
  }
  let stored = listSecrets(model)
  const secrets = keep(await startSecrets(() => stored, model.region))
  const mailProxy = await startProxy('mail', mail.endpoint)
  const busProxy = await startProxy('event-bus', eventBus.endpoint)
  const webhookProxy = await startProxy('webhook', webhook.endpoint)
  const humanCheckProxy = await startProxy('human-check', humanCheck.endpoint)
  return {
    eventBus,
    webhook,
    adopt: (next) => {
      stored = listSecrets(next)
    },
    proxies: [
      ['event-bus', busProxy],
      ['mail', mailProxy],
      ['webhook', webhookProxy],
      ['human-check', humanCheckProxy],
    ],
    environment: {
      AWS_ENDPOINT_URL_EVENTBRIDGE: busProxy.endpoint,
      AWS_ENDPOINT_URL_SESV2: mailProxy.endpoint,
      AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.endpoint,
      AWS_ENDPOINT_URL_SSM: secrets.endpoint,
      WEBHOOK_LOOPBACK_ORIGIN: webhookProxy.endpoint,
      HUMAN_CHECK_LOOPBACK_ORIGIN: humanCheckProxy.endpoint,
    },
  }
}
