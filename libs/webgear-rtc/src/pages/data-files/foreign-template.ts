/**
 * Whether a template is one of Python VidGear's, which keeps its files at the same place.
 *
 * `{% … %}` is Jinja2 and means nothing in Handlebars, so no template of ours has it.
 */
export function isForeignTemplate(text: string): boolean {
  return /\{%-?\s*(extends|block|endblock|include|import|from|macro|set|if|for|raw)\b/.test(text);
}
