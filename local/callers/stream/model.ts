/** A delivery stream of the template with a function that transforms its records. */
export interface StreamModel {
  readonly name: string
  readonly arn: string
  /** With its alias. */
  readonly functionArn: string
  readonly bucket: string
  /** Of delivered objects, and of records that were put aside: `!{timestamp:yyyy-MM}` and `!{firehose:error-output-type}`
   * stand for what Firehose puts there. */
  readonly prefix: string
  readonly errorPrefix: string
  /** What is collected for one call. */
  readonly bufferBytes: number
  readonly bufferMs: number
  /** The names of the functions whose report lines are put there, with the log group of each. */
  readonly subscribed: ReadonlyMap<string, string>
}
