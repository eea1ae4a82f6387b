/** The letter ن: a bowl and its dot, as the icon of every page. */
export const icon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">
<rect width="32" height="32" rx="6" fill="#0f5c55"/>
<path d="M6 13c0 7 4 11 10 11s10-4 10-11" fill="none" stroke="#fff" stroke-width="3.5" stroke-linecap="round"/>
<circle cx="16" cy="10" r="2.6" fill="#fff"/>
</svg>
`
