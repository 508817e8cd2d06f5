/** List prices of us-east-1 in US dollars, without a free tier. docs/guide/cost.md has the same, with their sources. */
export const prices = {
  /** A million requests of Lambda. */
  lambdaMillion: 0.2,
  /** A GB-second of Lambda on arm64. */
  lambdaGbSecond: 0.000_013_333_4,
  /** A million write units of DynamoDB on demand. */
  writeMillion: 0.625,
  /** A million read units of DynamoDB on demand. */
  readMillion: 0.125,
  /** A GB of logs in CloudWatch. */
  logGb: 0.5,
  /** A thousand mails of SES. */
  mailThousand: 0.1,
  /** A million events of EventBridge. */
  eventMillion: 1,
  /** A job of S3 Batch Operations. */
  batchJob: 0.25,
  /** A million tasks of such a job. */
  batchMillion: 1,
} as const
