/** The port through which a lifecycle hook reports its result to CodeDeploy. */
export type TellDeployment = (
  hook: { readonly deploymentId: string; readonly executionId: string },
  status: 'Succeeded' | 'Failed',
) => Promise<void>
