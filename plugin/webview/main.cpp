// Shows the editor's page in a window that the editor embeds, as a program of its own: GTK and WebKit stay out of the
// host, and take nothing with them when they die. The page's address is the first line on standard input; the window's
// X11 id is the first line on standard output. Ends with its parent, with standard input, or with the page's process.
#include <fcntl.h>
#include <gtk/gtkx.h>
#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>
#include <webkit2/webkit2.h>

#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <string>

namespace {

/// Scheme, host and port of an address, with the slash behind them.
std::string originOf(const std::string& url) {
  const std::size_t host = url.find("://");
  const std::size_t slash = host == url.npos ? url.npos : url.find('/', host + 3);
  return slash == url.npos ? std::string() : url.substr(0, slash + 1);
}

[[noreturn]] void fail(const char* why) {
  std::fprintf(stderr, "tonewright-webview: %s\n", why);
  std::_Exit(1);
}

/// The page's own addresses only: a link that leads out leads nowhere.
gboolean decidePolicy(WebKitWebView*, WebKitPolicyDecision* decision, WebKitPolicyDecisionType type, gpointer data) {
  if (type == WEBKIT_POLICY_DECISION_TYPE_RESPONSE) return FALSE;
  const auto& origin = *static_cast<const std::string*>(data);
  WebKitNavigationAction* action =
      webkit_navigation_policy_decision_get_navigation_action(WEBKIT_NAVIGATION_POLICY_DECISION(decision));
  const std::string url = webkit_uri_request_get_uri(webkit_navigation_action_get_request(action));
  const bool isOwn =
      type == WEBKIT_POLICY_DECISION_TYPE_NAVIGATION_ACTION && url.compare(0, origin.size(), origin) == 0;
  isOwn ? webkit_policy_decision_use(decision) : webkit_policy_decision_ignore(decision);
  return TRUE;
}

gboolean denyPermission(WebKitWebView*, WebKitPermissionRequest* request, gpointer) {
  webkit_permission_request_deny(request);
  return TRUE;
}

gboolean refuse() { return TRUE; }

void pageDied() { fail("the page's process has ended"); }

gboolean loadFailed(WebKitWebView*, WebKitLoadEvent, gchar*, GError* error, gpointer) { fail(error->message); }

gboolean inputEnded(GIOChannel*, GIOCondition, gpointer) {
  gtk_main_quit();
  return FALSE;
}

WebKitWebView* makeView(const std::string& origin) {
  WebKitWebContext* context = webkit_web_context_new_ephemeral();  // nothing on the disk
  webkit_web_context_set_cache_model(context, WEBKIT_CACHE_MODEL_DOCUMENT_VIEWER);
  // The page sounds from a click, but loads a preset before it does: by then WebKit has forgotten the click.
  WebKitWebsitePolicies* policies =
      webkit_website_policies_new_with_policies("autoplay", WEBKIT_AUTOPLAY_ALLOW, nullptr);
  auto* view = static_cast<WebKitWebView*>(
      g_object_new(WEBKIT_TYPE_WEB_VIEW, "web-context", context, "website-policies", policies, nullptr));
  g_object_unref(policies);
  WebKitSettings* settings = webkit_web_view_get_settings(view);
  webkit_settings_set_hardware_acceleration_policy(settings, WEBKIT_HARDWARE_ACCELERATION_POLICY_NEVER);
  webkit_settings_set_enable_developer_extras(settings, FALSE);
  webkit_settings_set_javascript_can_open_windows_automatically(settings, FALSE);
  g_signal_connect(view, "decide-policy", G_CALLBACK(decidePolicy), const_cast<std::string*>(&origin));
  g_signal_connect(view, "permission-request", G_CALLBACK(denyPermission), nullptr);
  g_signal_connect(view, "context-menu", G_CALLBACK(refuse), nullptr);
  g_signal_connect(view, "web-process-terminated", G_CALLBACK(pageDied), nullptr);
  g_signal_connect(view, "load-failed", G_CALLBACK(loadFailed), nullptr);
  return view;
}

/// The pages' processes must not hold the editor's pipe open when this one is gone.
int takeOutput() {
  const int output = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
  dup2(STDERR_FILENO, STDOUT_FILENO);
  return output;
}

}  // namespace

int main() {
  const pid_t parent = getppid();
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent || parent == 1) fail("the editor has ended");
  const int output = takeOutput();
  std::string url;
  std::getline(std::cin, url);
  const std::string origin = originOf(url);
  if (origin.empty()) fail("expected an address on standard input");

  setenv("GDK_BACKEND", "x11", 1);
  setenv("NO_AT_BRIDGE", "1", 0);
  setenv("WEBKIT_DISABLE_DMABUF_RENDERER", "1", 0);  // its pictures do not show in foreign windows everywhere
  if (!gtk_init_check(nullptr, nullptr)) fail("no display");

  GtkWidget* plug = gtk_plug_new(0);
  WebKitWebView* view = makeView(origin);
  gtk_container_add(GTK_CONTAINER(plug), GTK_WIDGET(view));
  g_signal_connect(plug, "destroy", G_CALLBACK(gtk_main_quit), nullptr);
  g_io_add_watch(g_io_channel_unix_new(STDIN_FILENO), static_cast<GIOCondition>(G_IO_HUP | G_IO_ERR), inputEnded,
                 nullptr);
  webkit_web_view_load_uri(view, url.c_str());
  gtk_widget_show_all(plug);
  dprintf(output, "%lu\n", static_cast<unsigned long>(gtk_plug_get_id(GTK_PLUG(plug))));
  gtk_main();
  return 0;
}
