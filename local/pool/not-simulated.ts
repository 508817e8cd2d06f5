/** Names the settings of a template that this pool accepts but does not apply, so that they mislead no user. */
import { registry } from '@cognito-trigger-suite/triggers/internal/registry'
import { readChoice, readSection, type TemplateProperties } from './codes/template.ts'

const simulatedTriggers: ReadonlySet<string> = new Set(
  Object.values(registry).flatMap(({ cognitoName, poolProperty }) => [cognitoName, poolProperty]),
)

/** For example `LambdaConfig.PreAuthentication`; empty when every setting that matters is simulated. */
export function listNotSimulated(pool: TemplateProperties): readonly string[] {
  const triggers = Object.keys(readSection(pool, 'LambdaConfig')).filter(
    (name) => !simulatedTriggers.has(name),
  )
  const message = readSection(pool, 'VerificationMessageTemplate')
  return [
    ...triggers.map((name) => `LambdaConfig.${name}`),
    ...(readChoice(pool, 'MfaConfiguration', ['OFF', 'OPTIONAL', 'ON'], 'OFF') === 'OFF'
      ? []
      : ['MfaConfiguration']),
    ...(message['DefaultEmailOption'] === 'CONFIRM_WITH_LINK'
      ? ['VerificationMessageTemplate.DefaultEmailOption']
      : []),
    ...['UserAttributeUpdateSettings', 'DeviceConfiguration'].filter((name) => pool[name] !== undefined),
  ]
}
