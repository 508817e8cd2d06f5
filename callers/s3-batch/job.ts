/** The job that S3 is asked to make, and its manifest: one line for each user. */

/** Where the role of the job reads, and where it writes. */
export const batchPrefixes = { manifests: 'manifests', reports: 'reports' } as const

export interface JobPlace {
  readonly accountId: string
  /** The version of the function. An alias would move under a running job. */
  readonly functionArn: string
  readonly roleArn: string
  readonly bucket: string
  readonly userPoolId: string
}

export interface Manifest {
  /** In hexadecimal. S3's ETag of an object that was put in one part, unless a KMS key encrypts it. */
  readonly md5: string
  readonly users: number
}

/** The line of a user. The bucket's column must be there, and nothing is read from it. */
export function manifestLine(bucket: string, sub: string): string {
  return `${bucket},${encodeURIComponent(sub)}\n`
}

export function manifestKey({ md5 }: Manifest): string {
  return `${batchPrefixes.manifests}/${md5}.csv`
}

/** The input of CreateJob. The same manifest is one job, however often it is sent.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_CreateJob.html */
export function jobOf(place: JobPlace, manifest: Manifest) {
  const { accountId, functionArn, roleArn, bucket, userPoolId } = place
  const bucketArn = `arn:${partitionOf(functionArn)}:s3:::${bucket}`
  return {
    AccountId: accountId,
    ConfirmationRequired: false,
    Operation: {
      LambdaInvoke: {
        FunctionArn: functionArn,
        InvocationSchemaVersion: '2.0',
        UserArguments: { userPoolId },
      },
    },
    Report: {
      Bucket: bucketArn,
      Format: 'Report_CSV_20180820',
      Enabled: true,
      Prefix: batchPrefixes.reports,
      ReportScope: 'AllTasks',
    },
    ClientRequestToken: manifest.md5,
    Manifest: {
      Spec: { Format: 'S3BatchOperations_CSV_20180820', Fields: ['Bucket', 'Key'] },
      Location: { ObjectArn: `${bucketArn}/${manifestKey(manifest)}`, ETag: manifest.md5 },
    },
    Description: `Provision ${manifest.users} users`,
    Priority: 10,
    RoleArn: roleArn,
  } as const
}

function partitionOf(arn: string): string {
  return arn.split(':')[1] ?? 'aws'
}
