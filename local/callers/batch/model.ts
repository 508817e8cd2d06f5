/** What a template has for jobs of S3 Batch Operations: the function, the role of the jobs, and their bucket. */
export interface BatchModel {
  /** The function's name in the template. */
  readonly name: string
  /** With its version. */
  readonly functionArn: string
  readonly roleArn: string
  readonly bucket: string
}
