/** How often a test tries what chance decides: a few times by default, all of them with `FULL=1`. */

const full = process.env['FULL']

export function runs<Count>(counts: { readonly few: Count; readonly full: Count }): Count {
  return full === '1' ? counts.full : counts.few
}
