/** `backfill --manifest`: writes what S3 Batch Operations needs: the users without a record, a line each, and the job. */
import { join, resolve } from 'node:path'
import { jobOf, type Manifest, manifestKey } from '@cognito-trigger-suite/callers/internal/s3-batch/job'
import { beginReconcile } from '@cognito-trigger-suite/triggers/internal/provisioning-worker/reconcile'
import { formatCount } from '@cognito-trigger-suite/local/internal/console/page/format'
import type { CliContext, CliResult } from '../context.ts'
import { loadOwnSuite } from '../suite-file.ts'
import { telling } from '../telling.ts'
import { type BatchPlace, type BatchPlaceOptions, findBatchPlace } from './batch-place.ts'
import { openManifest } from './manifest-file.ts'
import { enterPlace, type PlaceOptions } from './place.ts'
import { describeProgress, type WalkRates, withRates } from './tell-walk.ts'
import { walkPool } from './walk.ts'

export interface ManifestOptions extends PlaceOptions, BatchPlaceOptions, WalkRates {
  /** The folder. */
  readonly manifest: string
}

const twice = 'Cognito no longer takes the page token: users may stand twice, and are provisioned once.'

/** Walks the pool as in a dry run: the job itself opens the records.
 * @throws CliError when the pool, the table or the folder cannot be used */
export async function writeManifest(context: CliContext, options: ManifestOptions): Promise<CliResult> {
  const place = await enterPlace(context, options)
  const batch = await findBatchPlace(context, options, place)
  const suite = await loadOwnSuite(context)
  const file = await openManifest(resolve(context.directory, options.manifest), batch.bucket)
  using progress = context.startProgress('reading users')
  let restarts = 0
  try {
    await telling('The walk stopped, and no job was written', () =>
      walkPool({
        config: withRates(suite.provisioningWorker(), options),
        from: beginReconcile(place.userPoolId),
        region: place.region,
        isDryRun: true,
        clock: context.clock,
        random: () => context.random(),
        onUser(sub, as) {
          // For a broken one the job's own report says why.
          if (as === 'opened' || as === 'woken' || as === 'broken') file.add(sub)
        },
        async onPage(reached) {
          progress.show(describeProgress(reached))
          if (reached.restarts > restarts) context.note(twice)
          ;({ restarts } = reached)
          await file.flush()
        },
      }),
    )
    const manifest = await file.finish((whole) => jobOf(batch, whole))
    return describeJob(context, options.manifest, batch, manifest)
  } catch (error) {
    await file.abandon()
    throw error
  }
}

/** Says what comes next. */
function describeJob(
  { paint }: Pick<CliContext, 'paint'>,
  directory: string,
  place: BatchPlace,
  manifest: Manifest,
): CliResult {
  if (manifest.users === 0) {
    const text = 'Every user has a record: there is nothing to do, and no job was written.'
    return { json: { users: 0 }, text }
  }
  const job = join(directory, 'job.json')
  const next = commandsFor(join(directory, 'manifest.csv'), job, place, manifest)
  return {
    json: { users: manifest.users, manifest: join(directory, 'manifest.csv'), job, next },
    text: [
      paint.strong(`${formatCount(manifest.users, 'user')} without a record`),
      `  ${join(directory, 'manifest.csv')}   one line each, with the sub alone`,
      `  ${job}   the job, for one version of the function`,
      '',
      paint.strong('Next'),
      ...next.map((command) => `  ${command}`),
    ].join('\n'),
  }
}

function commandsFor(csv: string, job: string, place: BatchPlace, manifest: Manifest): readonly string[] {
  const { bucket, region, local } = place
  const create = `aws s3control create-job --cli-input-json ${quote(`file://${job}`)} --region ${region}`
  if (local === undefined)
    return [`aws s3 cp ${quote(csv)} s3://${bucket}/${manifestKey(manifest)} --region ${region}`, create]
  const target = join(local.folder, bucket, manifestKey(manifest))
  return [
    `mkdir -p ${quote(join(target, '..'))} && cp ${quote(csv)} ${quote(target)}`,
    `${create} --endpoint-url ${local.endpoint}`,
  ]
}

/** As a shell takes it for one word. */
function quote(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
}
