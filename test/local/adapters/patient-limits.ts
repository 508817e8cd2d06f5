/** Limits of the SDK for tests whose server answers: they only say that an attempt hung. */
import type { AttemptLimits } from '../../../triggers/adapters/sdk-call.ts'

export const patientLimits: AttemptLimits = {
  connectionTimeout: 60_000,
  requestTimeout: 60_000,
  throwOnRequestTimeout: true,
}
