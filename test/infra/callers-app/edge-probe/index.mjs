/** Lets every request pass, with a header of its own. */
export const handler = async ({ Records: [{ cf }] }) => ({
  ...cf.request,
  headers: { ...cf.request.headers, 'x-probe': [{ key: 'X-Probe', value: 'seen' }] },
})
