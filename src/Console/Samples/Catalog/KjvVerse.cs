using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Federated.Domain.Errors;

namespace Federated.ConsoleApp.Samples.Catalog;

/// <summary>A verse.</summary>
/// <param name="Book">The book's short name, as the program <c>bible</c> writes it.</param>
/// <param name="Text">What it says.</param>
internal readonly record struct KjvVerse(string Book, string Text)
{
    /// <summary>All verses in order, of a file if one is named, else of the program.</summary>
    /// <param name="file">Lines like <c>Ge1:1 In the beginning ...</c>, or null.</param>
    /// <exception cref="FederatedException">FED-1501 when there is neither, or no verse in it.</exception>
    internal static IReadOnlyList<KjvVerse> Read(string? file)
    {
        var verses = new List<KjvVerse>();
        foreach (var line in (file is null ? Print() : Load(file)).Split('\n'))
        {
            if (Parse(line) is { } verse)
                verses.Add(verse);
        }

        return verses.Count > 0 ? verses : throw new FederatedException(ErrorCodes.DataUnreadable,
            $"Got no verse from {file ?? "the program 'bible'"}, wanted lines such as 'Ge1:1 In the beginning ...', as 'bible -f gen1:1-rev22:21' prints them.");
    }

    /// <summary>A line such as <c>1Chr2:3 And ...</c>: book, chapter, colon, verse, blank, text. Null for another one.</summary>
    private static KjvVerse? Parse(string line)
    {
        var (blank, colon) = (line.IndexOf(' ', StringComparison.Ordinal), line.IndexOf(':', StringComparison.Ordinal));
        if (colon <= 0 || blank <= colon + 1 || !int.TryParse(line.AsSpan(colon + 1, blank - colon - 1), NumberStyles.None, CultureInfo.InvariantCulture, out _))
            return null;
        var (book, text) = (line[..colon].TrimEnd([.. "0123456789"]), line[blank..].Trim());
        return book.Length is 0 || book.Length == colon || text.Length == 0 ? null : new(book, text);
    }

    private static string Load(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FederatedException(ErrorCodes.DataUnreadable, $"The text {file} cannot be read: {e.Message} Name another one with --text FILE.", inner: e);
        }
    }

    private static string Print()
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("bible", ["-f", "gen1:1-rev22:21"]) { RedirectStandardOutput = true })!;
            var text = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return text;
        }
        catch (Win32Exception e)
        {
            throw new FederatedException(ErrorCodes.DataUnreadable,
                "Got no program 'bible', whose public-domain text this sample reads. Install it with 'apt-get install bible-kjv', run './demo --sample', which does, or name a file of verses with --text FILE.", inner: e);
        }
    }
}
