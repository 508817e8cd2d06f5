/** What is thrown when a synthesized stack cannot run locally: one sentence that says where and what to do. */

export class TemplateError extends Error {
  override readonly name = 'TemplateError'
}
