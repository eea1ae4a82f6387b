/** How often a reader is mailed. Chosen weekdays and months come with later cadences. */
export const cadences = ['instantly', 'daily', 'weekly'] as const
export type Cadence = (typeof cadences)[number]
