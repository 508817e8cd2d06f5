/** The address of other companies' services on a laptop: the local stack answers for them at its own address. */

/** The address with the origin that the variable names. The variable must name a loopback address. */
export function onLoopback(address: URL, variable: string): URL {
  const local = URL.parse(process.env[variable] ?? '')
  return local?.hostname === '127.0.0.1' ? new URL(address.pathname + address.search, local) : address
}
