/** A bucket that nobody reads but who is granted it. */
import { Duration } from 'aws-cdk-lib/core'
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3'
import type { Construct } from 'constructs'

import { removalOf } from './removal.ts'

/** Encrypted, asked over TLS alone. Objects go after this many days. */
export function addPrivateBucket(
  scope: Construct,
  id: string,
  { isKept, days }: { readonly isKept: boolean; readonly days: number },
): Bucket {
  return new Bucket(scope, id, {
    encryption: BucketEncryption.S3_MANAGED,
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    enforceSSL: true,
    removalPolicy: removalOf(isKept),
    lifecycleRules: [
      { expiration: Duration.days(days), abortIncompleteMultipartUploadAfter: Duration.days(1) },
    ],
  })
}
