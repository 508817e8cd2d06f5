/** Asks cdk-nag for the findings of its packs AwsSolutions and Serverless, and compares them with what is acknowledged. */
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag'
import type { IConstruct } from 'constructs'

import type { Acknowledgement } from './acknowledgements.ts'

/** One line for each rule and resource. */
export function findSecurityFindings(suite: IConstruct): readonly string[] {
  return [new AwsSolutionsChecks(), new ServerlessChecks()]
    .flatMap((pack) => pack.validateScope(suite).violations)
    .flatMap(({ ruleName, description, violatingResources }) =>
      violatingResources.map(({ constructPath = '' }) => {
        const rule = ruleName.replaceAll(/[0-9A-F]{8}(?=\.Arn>)/g, '')
        // A rule that cannot read a template has found nothing, and says so in its description only.
        const what = description.startsWith('Rule threw') ? `${rule} (${description})` : rule
        return `${what} at ${constructPath.replace(/^.*\/Suite\/|^[^/]+\//, '').replace(/\/Resource$/, '')}`
      }),
    )
    .sort()
}

export function listAcknowledged(acknowledgements: readonly Acknowledgement[]): readonly string[] {
  return acknowledgements
    .flatMap(({ rule, resources }) => resources.map((resource) => `${rule} at ${resource}`))
    .sort()
}
