/** The one style sheet of the managed login pages. */
export const managedLoginCss = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { margin: 0; display: grid; place-items: center; min-block-size: 100vh; }
main { inline-size: min(24rem, 100vw - 2rem); padding-block: 2rem; }
h1 { font-size: 1.5rem; }
form { display: grid; gap: 0.5rem; margin-block-end: 1rem; }
input { font: inherit; padding: 0.5rem; border: 1px solid GrayText; border-radius: 0.25rem; }
button { font: inherit; margin-block-start: 0.5rem; padding: 0.6rem; border: 0; border-radius: 0.25rem;
  background: #1d4ed8; color: #fff; cursor: pointer; }
:focus-visible { outline: 3px solid #f59e0b; outline-offset: 2px; }
.problem { border-inline-start: 4px solid #dc2626; padding: 0.5rem 0.75rem; margin: 0 0 1rem; }
.choices { list-style: none; padding: 0; }
`
