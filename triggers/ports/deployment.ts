/** The port through which a lifecycle hook tells the service that rolls a version out how it ended. */
export type TellDeployment = (
  hook: { readonly deploymentId: string; readonly executionId: string },
  status: 'Succeeded' | 'Failed',
) => Promise<void>
