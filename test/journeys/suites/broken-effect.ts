/** The suite as it comes, for whose users each effect throws. */
import { provisioningWorker as shippedWorker } from '../../suites/shipped.ts'

export { postConfirmation, preSignUp, preTokenGeneration } from '../../suites/shipped.ts'

export const provisioningWorker = () => {
  const worker = shippedWorker()
  const remember = (): never => {
    throw new TypeError('jane@example.com has no family name')
  }
  return { ...worker, effects: worker.effects.map((effect) => ({ ...effect, remember })) }
}
