/** Writes docs/deployed-resources.md and prints it: what the templates of the suite are checked against offline. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { acknowledgements } from '../test/infra/acknowledgements.ts'
import { replacementMeanings } from '../test/infra/replacement-meanings.ts'
import { callerAcknowledgements } from '../test/infra/caller-acknowledgements.ts'
import { findCallers, listRoles, proveSuite, provedSuites } from '../test/infra/proved-suites.ts'
import { readGrants } from '../test/infra/read-grants.ts'
import { findSchemaMistakes, listReplacements, resourcesOf } from '../test/infra/resource-schemas.ts'
import { services } from '../test/infra/role-rights.ts'

export const deployedResourcesFile = join(import.meta.dirname, '../docs/deployed-resources.md')

const introduction = `# What is deployed, and what is proved of it

Made from the templates of the suite as it comes and of a suite with every effect, for a disposable stage, for one that keeps its data, on a pool that a team has, and
with a construct for every other caller beside it, by \`node scripts/deployed-resources.ts\`. A test fails when it is out of date. Nothing here was deployed.
`

const replacements = `## Changes that make another resource

CloudFormation changes most properties in place. A change of one of these makes another resource. \`?\` marks a property of which some changes do. The old resource is
deleted, unless the stage keeps its data and the table says so. \`npx cdk diff -c stage=STAGE\` shows it as \`replace\` or \`orphan\` before
you deploy.

No property of the pool makes another pool. What cannot be changed fails the deployment, and leaves the pool as it was: \`UsernameAttributes\`,
\`AliasAttributes\`, \`UsernameConfiguration\`, and the attributes of \`Schema\`, to which new ones can be added. What helps is in the
[runbook](runbook.md#a-deployment-fails-at-the-pool).
`

const findings = `
## Findings of cdk-nag that stand

The packs AwsSolutions and Serverless of [cdk-nag](https://github.com/cdklabs/cdk-nag/blob/main/RULES.md) find these and nothing else. A finding
without a reason fails a test, and so does a reason whose finding is gone. A team that checks its own app by cdk-nag acknowledges them there.
`

const rights = `
## What each function may do

An IAM simulator is asked for every action of ${services.length} services (${services.join(', ')}), on the resources of the template and on
others of the account. It allows these, and \`sts:GetCallerIdentity\`, which it denies to nobody. A function is called by the alias that its own pool
names, in the name of its own account, and by nobody else.
`

export function renderDeployedResources(): string {
  return [
    introduction,
    renderSchemas(),
    replacements,
    ...renderReplacements(),
    ...renderAcknowledgements(),
    ...renderRights(),
    '',
  ].join('\n')
}

function renderSchemas(): string {
  const rows = provedSuites.map((name) => {
    const { template } = proveSuite(name)
    const resources = resourcesOf(template)
    const types = new Set(resources.map(({ type }) => type))
    return `| ${name} | ${types.size} | ${resources.length} | ${findSchemaMistakes(template).length} |`
  })
  return `## CloudFormation's schemas

Each resource is compared with [CloudFormation's schema](https://www.npmjs.com/package/@aws-cdk/aws-service-spec) of its type: unknown properties, missing
ones, wrong types, values that are none of a closed list, and attributes that a resource does not give.

| suite and stage | types | resources | findings |
| --- | --- | --- | --- |
${rows.join('\n')}
`
}

function renderReplacements(): readonly string[] {
  const { template } = proveSuite('full prod')
  const rows = [...listReplacements(template)].map(([type, { properties, isKept }]) => {
    const meaning = replacementMeanings[type]
    if (meaning === undefined)
      throw new Error(`Say in test/infra/replacement-meanings.ts what it means when a ${type} is replaced.`)
    const names = properties.map((property) => `\`${property}\``).join(', ')
    return `| ${type.replace('AWS::', '')} | ${names} | ${isKept ? 'kept' : 'deleted'} | ${meaning} |`
  })
  return ['| resource | properties | the old one | what it means |', '| --- | --- | --- | --- |', ...rows]
}

function renderAcknowledgements(): readonly string[] {
  const rows = [...acknowledgements, ...callerAcknowledgements].map(
    ({ rule, resources, reason }) =>
      `| \`${rule}\` | ${resources.map((path) => `\`${path}\``).join(', ')} | ${reason} |`,
  )
  return [findings, '| rule | found at | why it stands |', '| --- | --- | --- |', ...rows]
}

function renderRights(): readonly string[] {
  const withCallers = proveSuite('shipped prod, with every caller')
  const beside = new Set(findCallers(withCallers).flatMap(listRoles))
  const granted = [
    ...Object.entries(readGrants(proveSuite('full prod').template)),
    ...Object.entries(readGrants(withCallers.template)).filter(([role]) => beside.has(role)),
  ]
  const rows = granted.map(([role, lines]) => {
    const each = lines.map((line) => `\`${line.replace(/^policy .*\/(\w+)"\]\]\}$/, 'policy $1')}\``)
    return `| ${role.replace(/^Suite|Role$/g, '')} | ${each.join('<br>')} |`
  })
  return [rights, '| role of | may do |', '| --- | --- |', ...rows]
}

if (import.meta.main) {
  const page = renderDeployedResources()
  process.stdout.write(page)
  await writeFile(deployedResourcesFile, page)
}
