/**
 * TypeScript sources import each other as `./x.js`, the name the compiled file will have. Under jest there is no
 * compiled file, so a relative `.js` import made by our own sources falls back to the `.ts` file of the same name.
 * Packages in node_modules resolve as usual: a blanket name mapping would also rewrite their imports.
 */
module.exports = (request, options) => {
  const fromOurSources =
    request.startsWith('.') && request.endsWith('.js') && !options.basedir.includes('node_modules');
  if (!fromOurSources) return options.defaultResolver(request, options);
  try {
    return options.defaultResolver(request, options);
  } catch (error) {
    try {
      return options.defaultResolver(request.replace(/\.js$/, '.ts'), options);
    } catch {
      throw error;
    }
  }
};
